/** What a page of one workspace can try against another. Each says what counts as success, and what stands in its way. */
// biome-ignore-all lint/suspicious/noDocumentCookie: the attacker sets cookies as attackers do
import type { Page } from 'playwright-core';
import type { Attack, Scene } from './scene.ts';

/** Who the workspace takes the visitor of its own page for: a handle, or the status of the refusal. */
async function whoAmI({ context, deployment }: Scene): Promise<string> {
  const page = await context.newPage();
  await page.goto(deployment.acme);
  return page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/v1/sessions.show', { method: 'POST', headers, body: '{}' });
    const output = (await answer.json()) as { principal?: { handle: string } };
    return output.principal?.handle ?? String(answer.status);
  });
}

/** How long a window may take to follow whoever steers it. */
const steerMs = 500;

/** Every spelling in which a cookie of a sibling could be taken for the session of the workspace. */
async function tossCookies({ attacker, deployment }: Scene): Promise<void> {
  const domain = 'chat.test';
  await attacker.evaluate(
    ([secret, parent]) => {
      const names = [
        '__Host-wardroom',
        '__host-wardroom',
        '__HOST-wardroom',
        '__Secure-wardroom',
        'wardroom',
      ];
      for (const name of names) document.cookie = `${name}=${secret}; Domain=${parent}; Path=/; Secure`;
      document.cookie = `=__Host-wardroom=${secret}; Domain=${parent}; Path=/; Secure`;
      document.cookie = `x; __Host-wardroom=${secret}; Domain=${parent}; Path=/; Secure`;
    },
    [deployment.mallory, domain],
  );
}

/** Whether acme bears the name that the attack gives it. The name is put back. */
async function wasRenamed({ deployment }: Scene, act: () => Promise<unknown>): Promise<boolean> {
  await act();
  const renamed = (await deployment.nameOfAcme()) !== 'Acme';
  if (renamed) await deployment.renameAcme('Acme');
  return renamed;
}

export const attacks: readonly Attack[] = [
  {
    title: 'a tossed cookie signs the visitor of another workspace in as the attacker',
    defences: ['cookiePrefix'],
    signedIn: false,
    async attempt(scene) {
      await tossCookies(scene);
      return (await whoAmI(scene)) === 'mallory';
    },
  },
  {
    title: 'a tossed cookie takes the place of a session, or makes it useless',
    defences: ['cookiePrefix'],
    signedIn: true,
    async attempt(scene) {
      await tossCookies(scene);
      return (await whoAmI(scene)) !== 'ann';
    },
  },
  {
    title: 'a POST without a preflight, with the cookie of the victim, changes the other workspace',
    defences: ['origin', 'mediaType'],
    signedIn: true,
    attempt: (scene) =>
      wasRenamed(scene, () =>
        scene.attacker.evaluate(async (url) => {
          const asked = { method: 'POST', mode: 'no-cors', credentials: 'include' } as const;
          await fetch(`${url}/v1/tenants.update`, { ...asked, body: '{"name":"forged"}' }).catch(() => {});
        }, scene.deployment.acme),
      ),
  },
  {
    title: 'a POST of JSON after a preflight changes the other workspace',
    defences: ['origin', 'noCors'],
    signedIn: true,
    attempt: (scene) =>
      wasRenamed(scene, () =>
        scene.attacker.evaluate(async (url) => {
          const headers = { 'content-type': 'application/json' };
          const asked = { method: 'POST', credentials: 'include', headers } as const;
          await fetch(`${url}/v1/tenants.update`, { ...asked, body: '{"name":"forged"}' }).catch(() => {});
        }, scene.deployment.acme),
      ),
  },
  {
    title: 'a form that is sent into a frame changes the other workspace',
    defences: ['origin', 'mediaType'],
    signedIn: true,
    attempt: (scene) => wasRenamed(scene, () => sendForm(scene, 'frame')),
  },
  {
    title: 'a form that navigates the whole page changes the other workspace',
    defences: ['origin', 'mediaType'],
    signedIn: true,
    attempt: (scene) => wasRenamed(scene, () => sendForm(scene, '_self')),
  },
  {
    title: 'a socket to the other workspace opens with the cookie of the victim',
    defences: ['origin'],
    signedIn: true,
    attempt: ({ attacker, deployment }) =>
      attacker.evaluate(
        (url) =>
          new Promise<boolean>((resolve) => {
            const socket = new WebSocket(`${url.replace('https', 'wss')}/v1/realtime`);
            socket.onopen = () => socket.send('{"t":"hello","protocol":1}');
            socket.onmessage = ({ data }) => resolve(String(data).includes('"welcome"'));
            socket.onclose = () => resolve(false);
          }),
        deployment.acme,
      ),
  },
  {
    title: 'an answer of the other workspace is read with the cookie of the victim',
    defences: ['origin', 'noCors'],
    signedIn: true,
    attempt: ({ attacker, deployment }) =>
      attacker.evaluate(async (url) => {
        const answer = await fetch(`${url}/v1/sessions.show`, { credentials: 'include' }).catch(() => null);
        return (await answer?.text())?.includes('"ann"') ?? false;
      }, deployment.acme),
  },
  {
    title: 'an answer with data of the victim comes into the process of a page that names it as a script',
    defences: ['origin'],
    signedIn: true,
    async attempt({ attacker, deployment }) {
      await embed(attacker, 'script', `${deployment.acme}/v1/sessions.show`);
      return deployment.proxy.take().some(({ url, status }) => url === '/v1/sessions.show' && status === 200);
    },
  },
  {
    title: 'a file of the other workspace is embedded',
    defences: ['resourcePolicy'],
    signedIn: true,
    attempt: ({ attacker, deployment }) => embed(attacker, 'img', `${deployment.acme}/favicon.svg`),
  },
  {
    title: 'the other workspace is shown in a frame',
    defences: ['frameAncestors'],
    signedIn: true,
    async attempt({ attacker, deployment }) {
      await embed(attacker, 'iframe', deployment.acme);
      const frame = attacker.frames().find((one) => one !== attacker.mainFrame());
      return (await frame?.evaluate(() => location.origin).catch(() => '')) === deployment.acme;
    },
  },
  {
    title: 'a window of the other workspace is steered by the page that opened it',
    defences: ['openerPolicy'],
    signedIn: true,
    async attempt({ attacker, context, deployment }) {
      const opened = context.waitForEvent('page');
      await attacker.evaluate((url) => {
        Reflect.set(window, 'opened', window.open(url));
      }, deployment.acme);
      const page = await opened;
      await page.waitForURL(`${deployment.acme}/**`);
      await attacker.evaluate((url) => {
        const target = Reflect.get(window, 'opened') as Window;
        if (!target.closed) target.location.replace(url);
      }, `${deployment.globex}/__attack`);
      return page.waitForURL(`${deployment.globex}/**`, { timeout: steerMs }).then(
        () => true,
        () => false,
      );
    },
  },
];

/** Loads an address as a part of the attacker's page. True when the browser says that it has loaded. */
function embed(page: Page, element: 'script' | 'img' | 'iframe', url: string): Promise<boolean> {
  return page.evaluate(
    ([name, src]) =>
      new Promise<boolean>((resolve) => {
        const part = document.createElement(name) as HTMLScriptElement | HTMLImageElement | HTMLIFrameElement;
        part.onload = () => resolve(true);
        part.onerror = () => resolve(false);
        part.src = src;
        document.body.append(part);
      }),
    [element, url] as const,
  );
}

/** A form of type text/plain whose body is JSON: `{"name":"forged="}`. */
async function sendForm({ attacker, deployment }: Scene, target: 'frame' | '_self'): Promise<void> {
  await attacker.evaluate(
    ([action, name]) => {
      const frame = document.createElement('iframe');
      frame.name = 'frame';
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', enctype: 'text/plain', action, target: name });
      const field = document.createElement('input');
      Object.assign(field, { name: '{"name":"forged', value: '"}' });
      form.append(field);
      document.body.append(frame, form);
      form.submit();
    },
    [`${deployment.acme}/v1/tenants.update`, target] as const,
  );
  const passed = () => deployment.proxy.take().some(({ url }) => url === '/v1/tenants.update');
  for (let turn = 0; turn < 40 && !passed(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
}
