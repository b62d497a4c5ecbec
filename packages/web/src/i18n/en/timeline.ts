/** Texts of the area `timeline`. Keys begin with its name. */
export const timeline = {} as const;
