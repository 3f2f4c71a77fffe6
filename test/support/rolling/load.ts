import { Client } from 'undici';

interface Answer {
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly generation: string;
  readonly body: string;
}

/**
 * Sends a request so many times a second over keep-alive connections, each in its turn, until told to stop; gives all
 * answers. A pool would leave most of them idle, and nobody can tell an idle connection that its server is about to go.
 */
export function startLoad(url: string, body: unknown, { rate, connections }: { rate: number; connections: number }) {
  const clients = Array.from({ length: connections }, () => new Client(url, { pipelining: 1 }));
  const answers: Answer[] = [];
  const failures: string[] = [];
  const under = new Set<Promise<void>>();
  const text = JSON.stringify(body);
  const one = async (client: Client): Promise<void> => {
    try {
      const {
        statusCode,
        headers,
        body: read,
      } = await client.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: text,
      });
      answers.push({
        status: statusCode,
        generation: String(headers['x-tollgate-generation']),
        body: await read.text(),
      });
    } catch (error) {
      failures.push(String(error));
      answers.push({ status: null, generation: '', body: '' });
    }
  };
  const begun = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - begun) / 1_000) * rate; sent < due; sent++) {
      const request = one(clients[sent % connections] as Client).finally(() => under.delete(request));
      under.add(request);
    }
  }, 5);
  return {
    answers,
    failures,
    async stop(): Promise<void> {
      clearInterval(timer);
      await Promise.all(under);
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}
