/**
 * The door of tenant policies. It stands apart from the door of the package, because it loads Cedar (WebAssembly), which
 * clients have no use for.
 */
export { engineHasStopped } from './cedar.ts';
export type { PlainPolicy, PolicySource } from './checked-policy.ts';
export {
  assemblePolicies,
  type Check,
  type Compilation,
  checkPolicies,
  compilePolicies,
  policyLimits,
} from './compile.ts';
export type { AttributeDecision, CompiledPolicies } from './compiled.ts';
export {
  completeRequest,
  type PartialRequest,
  type PolicyTest,
  type PolicyTestResult,
  runTests,
} from './policy-tests.ts';
export type { PolicyProblem } from './problems.ts';
export type {
  AttributeContext,
  AttributeRequest,
  AttributeResource,
  ChannelAttributes,
  PrincipalAttributes,
} from './request.ts';
export { cedarSchema } from './schema.ts';
export {
  type Action,
  type ActionGroup,
  type AttributeResourceKind,
  actionGroups,
  actionSchema,
} from './vocabulary.ts';
