/** Texts of the area `platform`. Keys begin with its name. */
export const platform = {} as const;
