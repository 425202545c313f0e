// A WebDriver BiDi connection: commands out, answers in. https://www.w3.org/TR/webdriver-bidi/
import { once } from 'node:events';
import WebSocket from 'ws';

export interface BidiConnection {
  /** Rejects with the message of the browser's error. */
  send<Result>(method: string, params: object): Promise<Result>;
  close(): void;
}

interface Answer {
  id?: number;
  type: 'success' | 'error' | 'event';
  result?: unknown;
  error?: string;
  message?: string;
}

/** @param url of the browser's WebSocket */
export async function connectBidi(url: string): Promise<BidiConnection> {
  // The result of an evaluation may be a picture.
  const socket = new WebSocket(url, { maxPayload: 256 * 1024 * 1024 });
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers>();
  let lastId = 0;
  socket.on('message', (data) => {
    const answer: Answer = JSON.parse(String(data));
    const request = waiting.get(answer.id ?? 0);
    waiting.delete(answer.id ?? 0);
    if (answer.type === 'success') request?.resolve(answer.result);
    else request?.reject(new Error(`${answer.error}: ${answer.message}`));
  });
  socket.on('close', () => {
    for (const request of waiting.values()) request.reject(new Error('the browser has ended'));
    waiting.clear();
  });
  return {
    send<Result>(method: string, params: object) {
      lastId += 1;
      const id = lastId;
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, { resolve: (result) => resolve(result as Result), reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}

interface PromiseWithResolvers {
  resolve(result: unknown): void;
  reject(error: Error): void;
}
