/** Counts of a run in progress: what was read, what became of it, what was passed over and why. */
import type { ImportProgress, ImportReport, SkipReason } from './batch.ts';
import type { Catalogue } from './catalogue.ts';
import { emptyLinkTally } from './link-replies.ts';
import { emptyReadTally } from './read-log.ts';

/** Places of unparsable lines that a report names. */
const maxPlaces = 10;

export class RunningReport {
  readonly read = emptyReadTally();
  readonly links = emptyLinkTally();
  filesDone = 0;
  channels = 0;
  messages = 0;
  mentions = 0;
  actions = 0;
  movedMessages = 0;
  readonly #catalogue: Catalogue;
  readonly #bytesTotal: number;
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #unparsableAt: string[] = [];
  #bytesDone = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#bytesTotal = catalogue.sources.reduce((sum, source) => sum + source.bytes, 0);
  }

  /** @param place `file:line` */
  skip(reason: SkipReason, place: string): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
    if (reason === 'unparsable' && this.#unparsableAt.length < maxPlaces) this.#unparsableAt.push(place);
  }

  /** Passes the bytes of a log through, so that progress moves within a long file too. */
  async *counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytesDone += chunk.length;
      yield chunk;
    }
  }

  progress(): ImportProgress {
    return {
      filesDone: this.filesDone,
      filesTotal: this.#catalogue.sources.length,
      bytesDone: this.#bytesDone,
      bytesTotal: this.#bytesTotal,
      lines: this.read.lines,
      messages: this.messages,
      skipped: { ...this.#skipped },
    };
  }

  final(authors: number): ImportReport {
    return {
      ...this.progress(),
      channels: this.channels,
      authors,
      links: { ...this.links },
      mentions: this.mentions,
      actions: this.actions,
      repairedLines: this.read.repairedLines,
      cutLines: this.read.cutLines,
      movedMessages: this.movedMessages,
      unparsableAt: [...this.#unparsableAt],
      ignoredFiles: this.#catalogue.ignoredFiles,
    };
  }
}
