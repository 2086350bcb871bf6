// A job queue on PostgreSQL with the same messages: batches of 200, polled every half second and at once while batches come back full.
// Its server waits for no disk, as in the tests, which can only help it.
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Message } from '#core/message.ts';
import { stamp } from '#core/time.ts';
import { card, gate, muchLater, order, poster, schedule, tell } from './post.ts';

const queue = 'cards';
/** So many workers fetch beside each other; one or two were slower, and more no faster. */
const workers = 4;

const plan = order();
const boss = new PgBoss({ connectionString: plan.address });
boss.on('error', (error) => {
  throw error;
});
await boss.start();
await boss.createQueue(queue);

async function put(dues: readonly number[]): Promise<void> {
  for (let i = 0; i < dues.length; i += 5000) {
    await boss.insert(queue, dues.slice(i, i + 5000).map((due) => ({ data: card(due), startAfter: stamp(Temporal.Instant.fromEpochMilliseconds(due)) })));
  }
}

if (plan.far > 0) {
  await put(Array.from({ length: plan.far }, muchLater));
  // What its server would have found out by itself after a minute.
  const client = new pg.Client(plan.address);
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}
const dues = schedule(plan);
await put(dues);
const post = poster(plan.port);
const enter = gate();
await boss.work<Message>(queue, { batchSize: 200, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true, localConcurrency: workers }, async (jobs) => {
  await Promise.all(jobs.map(({ id, data }) => enter(() => post(id, data))));
});
tell(dues);
process.on('disconnect', () => void boss.stop().then(() => process.exit()));
