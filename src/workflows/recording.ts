import type { CaseFile } from '../domain/case-file.ts';
import { takeUnwritten } from '../domain/records.ts';
import { upgradedPolicy } from '../domain/upgrade.ts';
import { now } from './alarm.ts';
import { recordCase } from './calls.ts';
import type { Inbox } from './inbox.ts';

/** What came of writing down: `overtaken` where the records knew more, which the case has taken: what to do next is to be seen anew. */
export type Written = 'written' | 'overtaken' | 'failed';

/** More than this in a row would never end. */
const MOST_OVERTAKEN = 3;

/** Writes a case down as it goes. */
export class Recorder {
  readonly #file: CaseFile;
  readonly #inbox: Inbox;
  #overtaken = 0;

  constructor(file: CaseFile, inbox: Inbox) {
    this.#file = file;
    this.#inbox = inbox;
  }

  /** Writes down what happened and takes the policy now in force. What fails is kept, to be written later. */
  async write(): Promise<Written> {
    const file = this.#file;
    if (!file.changed) return 'written';
    const entries = [...file.unrecorded];
    const { taken } = this.#inbox;
    file.changed = false;
    try {
      const answer = await recordCase.executeWithOptions({ summary: 'Write down what happened' }, [
        file.state,
        entries,
      ]);
      if ('unwritten' in answer) {
        if (takeUnwritten(file, answer.unwritten, now())) this.#inbox.again();
        this.#overtaken += 1;
        return this.#overtaken > MOST_OVERTAKEN ? 'failed' : 'overtaken';
      }
      this.#overtaken = 0;
      this.#inbox.written(taken);
      file.policy = upgradedPolicy(answer);
      file.unrecorded = file.unrecorded.slice(entries.length);
      file.state.policyVersion = file.policy.version;
      return 'written';
    } catch {
      file.changed = true;
      return 'failed';
    }
  }
}
