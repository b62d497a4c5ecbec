/** Where the library answers. The page on which a person enters the code of a device is ours (RFC 8628, 3.3). */
import { endpoints } from '@wardroom/contract';

export const paths = {
  authorization: endpoints['oauth.authorize'].path,
  token: endpoints['oauth.token'].path,
  pushed_authorization_request: endpoints['oauth.push'].path,
  device_authorization: endpoints['oauth.authorizeDevice'].path,
  introspection: endpoints['oauth.introspect'].path,
  revocation: endpoints['oauth.revoke'].path,
  jwks: endpoints['oauth.keys'].path,
  code_verification: '/device',
};
