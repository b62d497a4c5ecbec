/** Texts of the area `sign-in`. Keys begin with its name. */
export const signIn = {} as const;
