/** What a person sees whose browser was sent here wrongly: there is nowhere to send it back to. */
import type { Configuration } from 'oidc-provider';

const reasons: Readonly<Record<string, string>> = {
  invalid_client: 'No app of this name may ask here. An administrator can register or admit it.',
  invalid_redirect_uri: 'The app wants to be answered at an address that is not registered for it.',
  invalid_request: 'The app has asked in a way that is not understood, or the request has expired.',
};
const otherwise = 'The request cannot be answered.';

/** Nothing that came with the request is on the page, so nothing of it can act there. */
export const renderRefusal: NonNullable<Configuration['renderError']> = (ctx, out) => {
  const reason = (Object.hasOwn(reasons, out.error) ? reasons[out.error] : undefined) ?? otherwise;
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Access request refused</title><h1>Access request refused</h1><p>${reason} Go back to the app and start again.</p><p><a href="/">To the workspace</a></p></html>`;
};
