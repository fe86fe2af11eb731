/** What is shown while everything runs: the machines that the app lists, and who gains and loses access. */

/** What of `GET /machines` is shown. */
export interface ShownMachine {
  readonly name: string;
  readonly resourceGroup: string;
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly fix: string | null;
}

/** How a row is meant; its colour. */
export type Tone = 'good' | 'moving' | 'bad' | 'warning' | 'plain';

/** Those who are alike: machines, people or groups. */
export interface Row {
  readonly names: readonly string[];
  readonly state: string;
  readonly why: string;
  readonly tone: Tone;
}

export interface Section {
  /** `23 ready`, `3 failed`: the most important first. */
  readonly totals: readonly string[];
  readonly rows: readonly Row[];
}

export interface AccessView extends Section {
  /** Each change once, for a log; the oldest first. */
  readonly log: readonly string[];
  /** A run has changes that have not ended. */
  readonly underWay: boolean;
}

export interface LiveView {
  readonly machines: readonly ShownMachine[];
  /** Absent where access is not planned. */
  readonly access?: AccessView;
  readonly seconds: number;
  /** What happens now, or what is wrong, in a sentence. */
  readonly now?: string;
}
