/** Texts of the area `marks`. Keys begin with its name. */
export const marks = {} as const;
