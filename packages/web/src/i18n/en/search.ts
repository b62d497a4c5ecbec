/** Texts of the area `search`. Keys begin with its name. */
export const search = {} as const;
