import type { Environment } from '../environment.ts';
import type { Call } from '../workspace/port.ts';
import { Landing } from './landing.tsx';
import { Setup } from './setup.tsx';

interface PlatformProps {
  readonly environment: Environment;
  readonly call: Call;
  readonly setupNeeded: boolean;
  /** Of the setup link. */
  readonly secret: string;
}

/** The host of the deployment itself. No tenant data is ever shown here. */
export default function Platform({ environment, call, setupNeeded, secret }: PlatformProps) {
  return location.pathname === '/setup' ? (
    <Setup call={call} needed={setupNeeded} secret={secret} />
  ) : (
    <Landing call={call} environment={environment} setupNeeded={setupNeeded} />
  );
}
