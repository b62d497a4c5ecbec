/** Texts of the area `chat`. Keys begin with its name. */
export const chat = {} as const;
