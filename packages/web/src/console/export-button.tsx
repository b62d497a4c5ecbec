import { Download } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { csvOf } from './csv.ts';

interface ExportButtonProps {
  /** Of the file, without `.csv`. */
  readonly name: string;
  /** The rows that are loaded and shown, the header first. */
  readonly cells: () => readonly (readonly (string | number)[])[];
}

export function ExportButton({ name, cells }: ExportButtonProps) {
  const { t } = useTexts();
  return (
    <button
      type="button"
      className="button"
      title={t('console.exportHint')}
      onClick={() => saveCsv(name, cells())}
    >
      <Download size={15} aria-hidden="true" /> {t('console.export')}
    </button>
  );
}

export function saveCsv(name: string, rows: Parameters<typeof csvOf>[0]): void {
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
