/** Texts of the area `account`. Keys begin with its name. */
export const account = {} as const;
