/** Tests: what must be allowed and what must not. They run with every change, and none may fail when it is saved. */
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field } from '../../ui/form.tsx';
import { Empty, Notice } from '../../ui/parts.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { type Tried, useDesk } from './desk.ts';
import { mostTests, newTest, type PolicyTest, type Verdicts, withTest } from './draft.ts';
import { RequestFields } from './request-fields.tsx';
import { useRequestWords } from './request-words.ts';

type Result = Verdicts['tests'][number];

export function TestsTab({ tried }: { tried: Tried }) {
  const { t } = useTexts();
  const { draft, edit, mayManage } = useDesk();
  const [open, setOpen] = useState<number | null>(null);
  const { tests } = draft.set;
  const add = () => {
    edit({ ...draft.set, tests: [...tests, newTest(t('policies.newTest', { number: tests.length + 1 }))] });
    setOpen(tests.length);
  };
  const problems = tried.verdicts?.problems.length ?? 0;
  return (
    <section className="policy-tests" aria-label={t('policies.tab.tests')}>
      <p className="quiet">{t('policies.testsHint')}</p>
      {tried.failure === null ? null : <Notice failure={tried.failure} />}
      {problems > 0 ? <p className="problem">{t('policies.testsWait')}</p> : null}
      {tests.length === 0 ? (
        <Empty title={t('policies.noTests')}>{t('policies.noTestsHint')}</Empty>
      ) : (
        <ol className="policy-lines">
          {tests.map((test, index) => (
            <TestLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a test is its place; two can be the same.
              key={index}
              {...{ test, index }}
              result={resultOf(tried, test, index)}
              open={open === index}
              onOpen={(opens) => setOpen(opens ? index : null)}
            />
          ))}
        </ol>
      )}
      {mayManage ? (
        <button type="button" className="button" disabled={tests.length >= mostTests} onClick={add}>
          <Plus size={15} aria-hidden="true" /> {t('policies.addTest')}
        </button>
      ) : null}
    </section>
  );
}

/** In the order of the tests. One of another test is of what was written before. */
const resultOf = ({ verdicts, waiting }: Tried, { title }: PolicyTest, index: number): Result | null => {
  const result = waiting ? undefined : verdicts?.tests[index];
  return result?.title === title.trim() || result?.title === title ? (result ?? null) : null;
};

interface LineProps {
  readonly test: PolicyTest;
  readonly index: number;
  readonly result: Result | null;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
}

function TestLine({ test, index, result, open, onOpen }: LineProps) {
  const { t } = useTexts();
  const wordsOf = useRequestWords();
  return (
    <li className="policy-test">
      <div className="policy-test-head">
        <button
          type="button"
          className="button plain policy-test-title"
          aria-expanded={open}
          onClick={() => onOpen(!open)}
        >
          <bdi>{test.title}</bdi>
        </button>
        <ResultChip result={result} />
      </div>
      <p className="quiet">
        {wordsOf(test.request)} → {t(`policies.expect.${test.expect}`)}
        {result === null || result.determining.length === 0
          ? null
          : ` · ${t('policies.determined', { policies: result.determining.join(', ') })}`}
      </p>
      {open ? <TestForm test={test} index={index} onRemove={() => onOpen(false)} /> : null}
    </li>
  );
}

function ResultChip({ result }: { result: Result | null }) {
  const { t } = useTexts();
  if (result === null) return <span className="chip">{t('policies.result.none')}</span>;
  return result.actual === result.expected ? (
    <span className="chip chip-ok">{t('policies.result.passes')}</span>
  ) : (
    <span className="chip chip-bad">{t(`policies.result.${result.actual}`)}</span>
  );
}

function TestForm({ test, index, onRemove }: Pick<LineProps, 'test' | 'index'> & { onRemove: () => void }) {
  const { t } = useTexts();
  const { draft, edit, mayManage } = useDesk();
  const change = (changed: PolicyTest | null) => edit(withTest(draft.set, index, changed));
  return (
    <div className="policy-test-form">
      <div className="pair">
        <Field
          label={t('policies.testTitle')}
          required
          readOnly={!mayManage}
          maxLength={120}
          value={test.title}
          onChange={(event) => change({ ...test, title: event.target.value })}
        />
        <SelectField
          label={t('policies.expect')}
          value={test.expect}
          options={[
            ['deny', t('policies.expect.deny')],
            ['allow', t('policies.expect.allow')],
          ]}
          onChange={(expect) => change({ ...test, expect })}
        />
      </div>
      <RequestFields
        request={test.request}
        readOnly={!mayManage}
        onChange={(request) => change({ ...test, request })}
      />
      {mayManage ? (
        <button
          type="button"
          className="button danger small"
          onClick={() => {
            onRemove();
            change(null);
          }}
        >
          <Trash2 size={14} aria-hidden="true" /> {t('policies.removeTest')}
        </button>
      ) : null}
    </div>
  );
}
