/** Texts of the area `dialogs`. Keys begin with its name. */
export const dialogs = {} as const;
