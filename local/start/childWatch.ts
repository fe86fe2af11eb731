/** Notices when a part of the stack ends that nobody has told to end. */
import type { Child } from './childProcess.ts';

export interface ChildWatch {
  /** Rejects when a child ends by itself. */
  readonly broken: Promise<never>;
  add(name: string, child: Child): Child;
  /** These are about to be stopped. */
  expectEnd(...children: Child[]): void;
}

/** Watches nobody yet. */
export function watchChildren(): ChildWatch {
  const expected = new Set<Child>();
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  return {
    broken,
    expectEnd: (...children: Child[]) => children.forEach((child) => expected.add(child)),
    add(name: string, child: Child): Child {
      void child.ended.then((how) => expected.has(child) || reject(new Error(`${name} ended by itself (${how}).`)));
      return child;
    },
  };
}
