/** What is wrong with the program that was saved last; null where nothing is. */
import type { Broken } from "../client/transport";

export class Shown {
  broken: Broken | null = $state.raw(null);
}
