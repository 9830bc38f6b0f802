import { jsonAnswer, type Answer } from '../../frame/answer';
import { person } from './app';

/** `users/get_current_account`. */
export function currentAccount(): Answer {
  return jsonAnswer(200, person);
}
