import * as vscode from 'vscode';

const PATIENCE = 15_000;

/** Something that can be waited for: `event` tells that it is worth while to look again. */
export interface Awaited<Value> {
  /** What is waited for, for the error message. */
  readonly what: string;
  /** `undefined` while it is not there. */
  readonly look: () => Value | undefined | Thenable<Value | undefined>;
  readonly events: readonly vscode.Event<unknown>[];
  /** What is there instead, for the error message. */
  readonly instead?: () => string;
}

/** Looks now and after every event, until there is a value. Rejects after 15 s. */
export async function eventually<Value>({ what, look, events, instead }: Awaited<Value>): Promise<Value> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const next = nextEvent(events, deadline);
    try {
      const value = await look();
      if (value !== undefined) return value;
      if (!(await next.happened)) throw new Error(`Waited in vain for ${what}; there is ${instead?.() ?? 'nothing'}`);
    } finally {
      next.dispose();
    }
  }
}

/** Asks again and again, for what VS Code has no event for. Rejects after 15 s. */
export async function polled<Value>(
  what: string,
  look: () => Value | undefined | Thenable<Value | undefined>,
): Promise<Value> {
  const ticks = new vscode.EventEmitter<void>();
  const timer = setInterval(() => {
    ticks.fire();
  }, 100);
  try {
    return await eventually({ what, look, events: [ticks.event] });
  } finally {
    clearInterval(timer);
    ticks.dispose();
  }
}

function nextEvent(events: readonly vscode.Event<unknown>[], deadline: number) {
  const { promise, resolve } = withResolvers<boolean>();
  const subscriptions = events.map((event) =>
    event(() => {
      resolve(true);
    }),
  );
  const timer = setTimeout(
    () => {
      resolve(false);
    },
    Math.max(0, deadline - Date.now()),
  );
  return {
    happened: promise,
    dispose: () => {
      clearTimeout(timer);
      for (const it of subscriptions) it.dispose();
    },
  };
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((it) => {
    resolve = it;
  });
  return { promise, resolve };
}
