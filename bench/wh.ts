import { runBenches, LOADS } from './benches.ts';
const load = {
  ...LOADS.full,
  webhooks: { rounds: Number(process.argv[2] ?? 2), times: Number(process.argv[3] ?? 1000), width: 64 },
};
const rows = await runBenches(['webhooks'], load, {
  report: () => undefined,
  stop: new AbortController().signal,
});
for (const r of rows)
  console.log(
    r.what,
    r.value,
    r.against,
    (r.value / (r.against ?? 1)).toFixed(2),
    JSON.stringify(r.raw ?? ''),
  );
process.exit(0);
