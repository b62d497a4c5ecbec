/** Texts of the area `errors`. Keys begin with its name. */
export const errors = {} as const;
