import { localTime } from './local-time.ts';

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** One of the API's sentences with its moments in the viewer's zone, which is named. */
export function localSentence(sentence: string): string {
  return sentence.replaceAll(MOMENT, (at) => localTime(at));
}
