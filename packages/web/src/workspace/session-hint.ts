/**
 * Whether somebody signed in on this device, and has not signed out since: only then is it worth asking the server who
 * is here. It names nobody and is never trusted: with it the server is asked and its answer counts, without it a start
 * shows the sign-in page, which shows nothing of the workspace.
 */
import type { Environment } from '../environment.ts';

type Device = Pick<Environment, 'deviceStorage'>;

const key = 'wardroom.session';

export const expectSession = ({ deviceStorage }: Device): boolean => deviceStorage.write(key, 'expected');

export const expectNoSession = ({ deviceStorage }: Device): boolean => deviceStorage.write(key, null);

/** Storage that the browser has switched off remembers no sign-in: then the server has to be asked. */
export const mayHaveSession = (device: Device): boolean =>
  device.deviceStorage.read(key) !== null || !expectNoSession(device);
