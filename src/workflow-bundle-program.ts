import { createLog } from './log.ts';
import { prebuildWorkflows } from './workflow-bundle.ts';

// Run by `npm run build`.
await prebuildWorkflows(createLog('warn', 'short'));
