/** What one tenant's world in the suites is made of: identifiers, and the form of a row. */
export type Row = Readonly<Record<string, unknown>>;
export type TableName = string;

/** UUIDs of one tenant’s world, different for each `mark` (a hexadecimal digit). */
export const worldIds = (mark: string) => {
  const id = (number: number) => `0197a000-0000-7000-8${mark.repeat(3)}-${String(number).padStart(12, '0')}`;
  return {
    tenant: id(1),
    owner: id(2),
    other: id(3),
    channel: id(4),
    channel2: id(5),
    message: id(6),
    session: id(7),
    credential: id(8),
    link: id(9),
    entry: id(10),
    job: id(11),
    fresh: id(12),
    invitation: id(13),
    token: id(14),
    domain: id(15),
    domain2: id(16),
    client: id(17),
    grant: id(18),
    operator: id(19),
    access: id(20),
    role: id(21),
    group: id(22),
  };
};
export type WorldIds = ReturnType<typeof worldIds>;
