/** Texts of the area `people`. Keys begin with its name. */
export const people = {} as const;
