// Whether the Recourse of this container answers: the API on PORT, a worker on RECOURSE_METRICS_PORT.
// An empty setting counts as not set, as everywhere in Recourse.
const port = process.env.RECOURSE_METRICS_PORT || process.env.PORT || '3000';
const address = `http://127.0.0.1:${port}/healthz`;
const answer = await fetch(address, { signal: AbortSignal.timeout(4_000) }).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
