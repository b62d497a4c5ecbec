/** Texts of the area `composer`. Keys begin with its name. */
export const composer = {} as const;
