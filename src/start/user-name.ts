import { userInfo } from 'node:os';

/** What this machine calls whoever runs this program; containers may run it as somebody without a name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'owner';
  }
}
