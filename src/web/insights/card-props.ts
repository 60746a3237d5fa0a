import type { InsightsView } from '../../api/schemas/insights.ts';
import type { Query } from '../client.ts';

/** What every card is drawn from. */
export interface CardProps {
  readonly insights: InsightsView;
  /** What it was asked for with, for the CSV. */
  readonly query: Query;
  /** Amounts of others are listed, never added. */
  readonly currency: string;
}
