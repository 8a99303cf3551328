// What stands above every page of a website: its name, the range, the filters.
import { type ComponentChildren } from 'preact';
import { FilterBar } from './filter-bar.tsx';
import { Picker, RangeLine } from './picker.tsx';

interface Props {
  title: ComponentChildren;
  /** Beside the title, before the range. */
  tools?: ComponentChildren;
  /** Pages whose question has no filters, or no range. */
  hasFilters?: boolean;
  hasRange?: boolean;
  /** Pages that compare nothing do not offer it. */
  hasCompare?: boolean;
  /** Whether the page asks by POST reports, which know fewer filters (lib/filters.ts); it then says which do not count. */
  isReport?: boolean;
  /** Segments and cohorts belong to one website. */
  hasSegments?: boolean;
}

export function Head({ title, tools, hasFilters = true, hasRange = true, hasCompare = true, isReport = false, hasSegments = true }: Props) {
  return (
    <>
      <div class="head">
        <div>
          <h1>{title}</h1>
          {hasRange && <RangeLine hasCompare={hasCompare} />}
        </div>
        <span class="space" />
        {tools}
        {hasRange && <Picker hasCompare={hasCompare} />}
      </div>
      {hasFilters && <FilterBar isReport={isReport} hasSegments={hasSegments} />}
    </>
  );
}
