export {
  type ChannelResource,
  type Decision,
  decide,
  type Resource,
  type Subject,
  scopeCovers,
} from './decide.ts';
export { roleHolds, roleIsWithin, rolePermissions } from './roles.ts';
