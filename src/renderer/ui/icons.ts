/**
 * The icons of the shared components. Features import their own from lucide-react, with `size` 16
 * or 20; the stroke's width is the same for all, in base.css.
 */
export {
  Check,
  ChevronDown,
  ChevronRight,
  ChevronUp,
  Info,
  Search,
  TriangleAlert,
  X,
} from 'lucide-react';
