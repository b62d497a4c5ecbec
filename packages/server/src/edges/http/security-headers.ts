/** Headers of every answer. The golden in the tests is the list that a reviewer reads. */

/** Nothing loads, frames or is framed: an answer of the API that is opened as a page can do nothing. */
const callPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Of the web application. The nonce is for the style element of react-aria; scripts come from files only. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const permissions = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ');

export function securityHeaders(publicScheme: 'http' | 'https'): Readonly<Record<string, string>> {
  return {
    'content-security-policy': callPolicy,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': permissions,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // Over plain http browsers ignore it; two years, the least that preload lists accept.
    ...(publicScheme === 'https' ? { 'strict-transport-security': 'max-age=63072000' } : {}),
  };
}

/** At hosts of the deployment. What is below a custom domain, or below a name that leads nowhere, is somebody else's. */
export const ownHostHeaders = (publicScheme: 'http' | 'https'): Readonly<Record<string, string>> =>
  publicScheme === 'https' ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {};
