import { useEffect, useRef, useState, type RefObject } from 'react';
import { sectionIds, type SectionId } from './section-ids.ts';

/** px below the page's top at which a section counts as the one that is read. */
const READING_LINE = 80;

const headingOf = (page: HTMLElement, id: SectionId) =>
  page.querySelector<HTMLElement>(`[data-section="${id}"] > h2`);

function sectionAt(page: HTMLElement): SectionId {
  // The last sections are too short to reach the top.
  if (page.scrollTop > 0 && page.scrollTop + page.clientHeight >= page.scrollHeight - 1) {
    return sectionIds.at(-1) ?? sectionIds[0];
  }
  const line = page.getBoundingClientRect().top + READING_LINE;
  const begun = sectionIds.filter((id) => {
    const heading = headingOf(page, id);
    return heading !== null && heading.getBoundingClientRect().top <= line;
  });
  return begun.at(-1) ?? sectionIds[0];
}

/** Which section is being read, and how to go to another. */
export function useSectionInSight(page: RefObject<HTMLElement | null>) {
  const [inSight, setInSight] = useState<SectionId>(sectionIds[0]);
  /** What was gone to, and where the page came to rest: it is read there, at the top or not. */
  const gone = useRef<{ readonly id: SectionId; readonly top: number }>({
    id: sectionIds[0],
    top: 0,
  });

  useEffect(() => {
    const element = page.current;
    if (element === null) return undefined;
    const look = () => {
      const { id, top } = gone.current;
      setInSight(element.scrollTop === top ? id : sectionAt(element));
    };
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      element.removeEventListener('scroll', look);
    };
  }, [page]);

  const show = (id: SectionId) => {
    const element = page.current;
    const heading = element === null ? null : headingOf(element, id);
    const section = heading?.closest('section');
    // Not `scrollIntoView`, which moves the window too, for want of room below the last section.
    if (section) {
      const above =
        section.getBoundingClientRect().top - (element?.getBoundingClientRect().top ?? 0);
      element?.scrollBy({ top: above });
      gone.current = { id, top: element?.scrollTop ?? 0 };
    }
    // The keyboard goes on from there.
    heading?.focus({ preventScroll: true });
    setInSight(id);
  };

  return { inSight, show };
}
