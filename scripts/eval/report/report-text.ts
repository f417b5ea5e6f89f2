import { compositeTable } from './composite-table.ts';
import { pairTable } from './pair-table.ts';
import type { VariantReport } from './records.ts';
import { worstOf } from './summary.ts';
import { table } from './table.ts';

const WORST = 5;

function headOf({ name, model, seconds, pairs, composites }: VariantReport): string {
  const count = pairs.length + composites.length;
  return (
    `${name}: ${model.id} ${model.version}, ${count} pictures cut in ` +
    `${seconds.engine.toFixed(1)} s, scored in ${seconds.scoring.toFixed(1)} s`
  );
}

function aucLine({ name, confidenceAuc: { auc, badBelowIou } }: VariantReport): string {
  const value = auc === null ? 'not defined, as all are good or all are bad' : auc.toFixed(3);
  return `${name}: AUC of confidence for pairs with IoU < ${badBelowIou}: ${value}`;
}

function worstTable(reports: readonly VariantReport[]): string {
  const rows = reports.flatMap(({ name, pairs }) =>
    worstOf(pairs, WORST).map(({ id, kind, scores, confidence, ambiguous }) => ({
      words: [id, kind, name],
      numbers: [scores.iou, scores.mae, confidence, ambiguous],
    })),
  );
  const columns = [
    { title: 'IoU', digits: 4 },
    { title: 'MAE', digits: 4 },
    { title: 'conf', digits: 3 },
    { title: 'ambiguous', digits: 4 },
  ];
  return table(['worst pairs', 'kind', 'variant'], columns, rows);
}

function failureLines({ name, pairs, composites }: VariantReport): readonly string[] {
  return [...pairs, ...composites].flatMap((record) =>
    record.status === 'failed' ? [`${name}: ${record.id}: ${record.message} [${record.code}]`] : [],
  );
}

/** What was measured, for a person to read: everything but single pictures that went well. */
export function reportText(reports: readonly VariantReport[]): string {
  const hasPairs = reports.some(({ pairs }) => pairs.length > 0);
  const hasComposites = reports.some(({ composites }) => composites.length > 0);
  const failures = reports.flatMap(failureLines);
  const parts = [
    reports.map(headOf).join('\n'),
    ...(hasPairs ? [pairTable(reports), reports.map(aucLine).join('\n'), worstTable(reports)] : []),
    ...(hasComposites ? [compositeTable(reports)] : []),
    ...(failures.length > 0 ? [`failed\n${failures.join('\n')}`] : []),
  ];
  return parts.join('\n\n');
}
