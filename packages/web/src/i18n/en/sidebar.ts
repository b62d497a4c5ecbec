/** Texts of the area `sidebar`. Keys begin with its name. */
export const sidebar = {} as const;
