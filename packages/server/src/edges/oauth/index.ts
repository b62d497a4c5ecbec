/** The door of the authorisation server’s edge. */
export type { Asking, OAuthDependencies, ProtocolRefusal } from './dependencies.ts';
export { addOAuthRoutes } from './door.ts';
