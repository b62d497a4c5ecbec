export { type Cascaded, cascadeOf, cascades, withCascades } from './cascades.ts';
export {
  type ChannelResource,
  type Decision,
  decide,
  type GroupResource,
  type Resource,
  type Subject,
  scopeCovers,
  seesGroupMembers,
} from './decide.ts';
export { type GivingGroup, type HeldRole, roleSteps, type Step } from './explain.ts';
export { type MeetingWay, meetingWays, type PeopleSight, peopleSight } from './people-sight.ts';
export { noRights, Rights } from './rights.ts';
export {
  builtInRoles,
  type CustomRole,
  channelGrant,
  grantableInChannel,
  isBuiltIn,
  RoleBook,
  rolePermissions,
} from './roles.ts';
