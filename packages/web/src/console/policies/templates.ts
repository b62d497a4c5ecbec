/** Policies to start from: those of docs/policies.md, which a test compares. */
export const templateNames = [
  'office-hours',
  'network',
  'classification',
  'mfa-age',
  'agents',
  'guests',
] as const;
export type TemplateName = (typeof templateNames)[number];

export const templates: Readonly<Record<TemplateName, string>> = {
  'office-hours': `forbid(
  principal in Wardroom::Group::"contractors",
  action in Wardroom::Action::"write",
  resource
) unless {
  context.time.weekday <= 5 &&
  context.time.hour >= 8 &&
  context.time.hour < 18
};`,
  network: `forbid(principal, action in Wardroom::Action::"administer", resource)
unless {
  context.address.isInRange(ip("10.0.0.0/8")) ||
  context.address.isInRange(ip("2001:db8:7::/48"))
};`,
  classification: `forbid(principal, action == Wardroom::Action::"channel.read", resource)
when { resource.classification == "restricted" }
unless { principal in Wardroom::Group::"cleared" && context.device != "mobile" };`,
  'mfa-age': `permit(principal, action == Wardroom::Action::"message.export", resource)
when { context.mfaAgeMinutes >= 0 && context.mfaAgeMinutes <= 15 };`,
  agents: `forbid(principal, action in Wardroom::Action::"write", resource)
when { context.agent }
when {
  context.delegationDepth > 1 ||
  (resource is Wardroom::Channel && resource.labels.contains("no-agents")) ||
  (resource is Wardroom::Message && resource.channel.labels.contains("no-agents"))
};`,
  guests: `forbid(
  principal,
  action in [Wardroom::Action::"direct.open", Wardroom::Action::"message.write"],
  resource
) when {
  principal.roles.contains("guest") &&
  (resource is Wardroom::Workspace ||
   (resource is Wardroom::Channel && ["confidential", "restricted"].contains(resource.classification)))
};`,
};
