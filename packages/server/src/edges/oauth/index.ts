/** The door of the authorisation server’s edge. */
export type { Asking, OAuthDependencies, Refusal } from './dependencies.ts';
export { addOAuthRoutes, admit } from './door.ts';
