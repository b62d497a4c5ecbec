/** Texts of the area `console`. Keys begin with its name. */
export const console = {} as const;
