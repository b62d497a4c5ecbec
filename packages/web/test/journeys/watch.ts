/**
 * Whoever walks through the app is watched: a violation of the content security policy or of Trusted Types, an error or
 * warning on the console, an exception, a refused or failed request fails the journey, unless it was announced.
 */
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';

export interface Watch {
  /** From here on this answer is part of the story, such as 401 for a wrong password. */
  expectRefusal(path: string, status: number): void;
  /** The server is gone on purpose: what cannot reach it is not a fault. */
  expectOutage(): void;
  /** Every text of every socket frame that the page received or sent. */
  readonly frames: readonly string[];
  readonly findings: readonly string[];
  assertClean(): void;
  /** What was provoked on purpose. */
  forget(): void;
}

interface Notes {
  readonly findings: string[];
  readonly frames: string[];
  readonly refusals: Set<string>;
  outage: boolean;
}

const violationMark = 'security policy violation:';

/** Chromium's own sentence about a refused request; the response itself is judged instead. */
const aboutResponse = /^Failed to load resource: the server responded with a status of \d+/;
const unreachable =
  /net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INTERNET_DISCONNECTED)/;

export async function watchContext(context: BrowserContext): Promise<Watch> {
  const notes: Notes = { findings: [], frames: [], refusals: new Set(), outage: false };
  // Whether a session that was there is still there is asked at a start, and "no" is an ordinary answer.
  notes.refusals.add('/v1/sessions.show 401');
  await context.addInitScript((mark) => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) => {
      console.error(mark, violatedDirective, blockedURI, sourceFile, sample);
    });
  }, violationMark);
  context.on('page', (page) => watchPage(page, notes));
  return {
    findings: notes.findings,
    frames: notes.frames,
    expectRefusal: (path, status) => notes.refusals.add(`${path} ${status}`),
    expectOutage: () => {
      notes.outage = true;
    },
    forget: () => {
      notes.findings.length = 0;
    },
    assertClean: () => assert.deepEqual(notes.findings, [], 'the browser found faults'),
  };
}

function watchPage(page: Page, notes: Notes): void {
  const note = (text: string) => notes.findings.push(`${new URL(page.url()).pathname}: ${text}`);
  page.on('pageerror', (error) => note(`exception ${error.message}`));
  page.on('crash', () => note('the page crashed'));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || aboutResponse.test(message.text())) return;
    if (notes.outage && unreachable.test(message.text())) return;
    note(`console ${message.type()} ${message.text()}`);
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.status() >= 400 && !notes.refusals.has(`${pathname} ${response.status()}`))
      note(`answer ${response.status()} to ${pathname}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // The page was left while it asked.
    if (reason === 'net::ERR_ABORTED' || (notes.outage && unreachable.test(reason))) return;
    note(`request to ${new URL(request.url()).pathname} failed: ${reason}`);
  });
  page.on('websocket', (socket) => {
    const keep = ({ payload }: { payload: string | Buffer }) => notes.frames.push(payload.toString());
    socket.on('framereceived', keep);
    socket.on('framesent', keep);
    socket.on('socketerror', (error) => {
      if (!notes.outage) note(`socket ${error}`);
    });
  });
}
