"""What was measured apart from the tables of the report; kept by hand."""

TEXT = """## What to choose at which size

By processor time of a question in the tables above; *measured* says how old a row is: those up to
10,000 passages, over real documents and of Vankien at 100,000 are of December 2026, on a machine
that did nothing else; that of Vankien at a million too, beside much other work (its load tells);
those of the others at 100,000 and a million are older and dearer. Rows with the encoder are from
before a page's further passages were left out and before diacritics were weighed by a network.
Nobody has measured PostgreSQL and Milvus Lite beyond 10,000 passages, nor the encoder beyond
4,844.

- **Words alone, numbers of passages back.** Tantivy is the cheapest at every size measured (0.1 ms
  at 1,000 passages, 0.2 over real documents and at 10,000, 2.0 at 100,000, 12 at a million, built
  in 30 s). bm25s is near (0.3 ms at 10,000, 2.3, 25) and takes 213 s to build a million.
- **Nothing to install.** SQLite FTS5 costs 2.5 ms at 1,000 and 18 ms at 10,000, then grows with the
  size: 250 ms at 100,000, 2.5 s at a million. Whoosh does at 1,000 and not over real documents
  (38 ms) or at 10,000 (117 ms). PostgreSQL's full text, where a server runs anyway: 2.1 ms at
  1,000, 15 over real documents, 17 at 10,000.
- **Meaning alone.** faiss, every vector compared: 2.7 ms at 1,000, 6 at 10,000, 51 at 100,000.
- **Words and meaning.** LanceDB costs 14 ms at 1,000 passages and 23 over real documents, Milvus
  Lite 12 and 29 (49 at 10,000), Vankien's whole page of answers 8.7 and 10.9, 9.3 at 10,000, 14 at
  100,000 and 45 at a million. It is dearer than FTS5's numbers of passages at 1,000, a
  little dearer over real documents (half of whose questions are typed bare), and cheaper from
  10,000 on.
- **The encoder** cost 9.5 ms more a question at 1,000 passages and 21 more over real documents
  (30 instead of 9; p95 42 ms instead of 13): 8 to read the question, 4 to order the best token by
  token, the rest for more to search and to show. Reading the passages takes 40 and 330 s. It is
  made unasked up to 20,000 passages (`index.build.deepen.UP_TO`).

## What is chosen by size

- **When it was measured.** Rows of November 2026 are from before the encoder shipped, before
  diacritics were restored by triples of syllables and before words were counted by rights.
- **Words.** `--text-engine auto` writes a library of up to 500 passages with Whoosh and a larger
  one with Tantivy; `record.json` says which (`text_engine`). Both are given the same terms.
  Tantivy's BM25 has fixed constants: over 529 questions on law articles nDCG@10 of the joint
  ranking is 0.908 (Whoosh 0.916), over 52 on congress pages 0.630 (0.621), all inside the
  intervals; the smallest libraries keep the ranking that was tuned. Processor time in the index
  alone of 120 questions as people ask them, by passages of real documents (machine not quiet):

  | passages | Whoosh p50 ms | p95 | written in s | Tantivy p50 ms | p95 | written in s |
  | --- | --- | --- | --- | --- | --- | --- |
  | 100 | 0.80 | 1.53 | 0.4 | 0.13 | 0.24 | 0.04 |
  | 250 | 0.95 | 1.76 | 0.9 | 0.23 | 0.45 | 0.06 |
  | 500 | 1.09 | 1.73 | 1.7 | 0.23 | 0.36 | 0.08 |
  | 1,000 | 1.52 | 2.72 | 3.8 | 0.27 | 0.58 | 0.14 |
  | 2,500 | 2.58 | 4.53 | 14.5 | 0.33 | 0.81 | 0.36 |
  | 4,835 | 4.07 | 6.63 | 26.7 | 0.39 | 0.83 | 0.63 |

  Whoosh is slower at every size; up to 500 passages by less than a millisecond at the median.
- **Vectors.** Up to 2,000 are all measured; in larger libraries codes of half a byte for each two
  numbers propose, compared in registers (faiss, `PQ256x4fs`), and the rows themselves decide: two
  bytes a number, mapped from disk. On 100,000 real vectors of 512 numbers with 700 questions, one
  thread: five times as many proposed as wanted hold 0.9961 of the 200 nearest (the worst question
  0.95), and of the ten documents shown all that an exact search shows; the lists of before
  (`IVF512,SQfp16`, 140 looked into) had 0.939 of the 200 nearest and 0.9926 of the ten documents.
  Codes take 1.1 ms of processor, lists took 4.5 ms, measured side by side. 128 numbers of four
  bits would take 0.6 ms and have 0.936, eight times as many proposed 0.963 (300 questions). Each
  build tries windows of its own passages and proposes as many times as find 0.995
  (`vectors/codes.json` says how many and what share was found); codes are 128 bytes a passage in
  memory. What they learned is kept over builds, until the library has doubled or halved.
- **Products.** Rows are multiplied a hundred at a time by one thread. numpy's BLAS shares a product
  of a few hundred rows out to threads that wait for one another: beside other work 1,000 rows took
  4 to 8 ms of processor so, and 0.3 ms since.
- **Windows** of passages are scored for candidates of the first stage only, from mapped files.
- **A million passages** were built twice, at low priority beside other work. In November 1,435 s of
  processor and 3,986 MB; in December, with what passages hold read once and written down, 1,527 s
  and 1,496 MB (2,955 MB with the pages of mapped files), a question 45 ms of processor where it was
  83. By the clock that build took 94 minutes of a machine that had ten other processes to run, and
  its p95 of 81 ms was measured beside three of them. The first answer takes 13 s (22 s out of cold
  files), most of it to read all that was sealed (5.9 GB); the web app does this in the background.
- **Processes that search.** In one process eight clients were answered more slowly than one: on
  100,000 passages 32 questions a second against 44, and a question took 41 ms of processor instead
  of 22 (handing the interpreter round). Two processes of their own answered 52 to 62 a second
  beside other work. Answers come back pickled, 25 KB and under 2 ms of both sides.
- **The first answer of a new process**, after its imports, opening the library included, takes
  0.39 s of processor at 10,000 passages (before 0.92 s) and 1.01 s at 100,000 (before 9.5 s), 174
  and 395 MB of memory at most (before 330 and 525): medians of five processes, old and new started
  in turns beside other work (load 3 to 4), without the encoder. Which files are one document is
  compared when a library is built and kept with it (`likeness.npy`, 25 bytes a pair: 486 pairs at
  100,000); the tables of syllables lie uncompressed (3.5 MB more on disk), a library's own counts
  are taken as arrays; a question's tokens are found by the pieces alone, its vector by the rows it
  needs of the model's file; the register is read when a document is looked up. Of what remains at
  100,000 about half is reading what was sealed, to see that it is whole.
- **A search's own work** is much the same at every size. What passages hold is read when a library
  is built and mapped from flat files (`readings/`): 880 bytes and 0.18 ms of processor a passage
  of 120 syllables. What pairs of syllables say is looked up for a whole question at once, every
  word judged once, the vectors asked once, a reading that is only tried not shown, and what became
  of documents asked only where something is said. Old and new were asked in turns, 200 questions,
  on a machine never quiet (load 3 to 6, where processor times too
  are higher), without the encoder; milliseconds of processor, before → since:

  | library | mean | p50 | p95 |
  | --- | --- | --- | --- |
  | 1,000 passages | 15.0 → 12.1 | 12.9 → 10.4 | 30.2 → 26.0 |
  | 10,000 | 18.0 → 14.4 | 15.2 → 11.9 | 33.2 → 25.2 |
  | 100,000 | 26.6 → 20.1 | 24.5 → 17.6 | 46.0 → 41.1 |
  | 48 real documents, 4,023 passages | 43.0 → 14.7 | 29.7 → 11.7 | 122.0 → 29.8 |

  Whole pages (passages, sentences, marks, places, facets) of before and since agree but for
  scores' last digits (0.000002 at most, 0.00025 over real documents): 700 of 700 at 1,000 and at
  10,000, 314 of 314 over real documents, 126 of
  126 over the samples. At 100,000 they agree with an exact search in 691 of 700 (ten documents
  shown: all), where those of before agreed in 243; what differs is what lists passed by. Of what
  remains at 10,000 (sampled, 500 questions, 13.8 ms): the page shown 34 % (marks and sentences 22,
  rows of the catalogue 7), diacritics and slips 17 %, vectors 13 %, words 7 %, near-identical
  passages 6 %, the rest in small parts. Slowest are long questions without diacritics, whose
  syllables may be read in thirteen ways each. Since then all steps of a question's readings are
  looked up at once and walked through as plain lists (one or two readings are kept at a word typed
  with diacritics, six without), and passages stay rows of the ranking until they are shown. 100 of
  the questions at 10,000 passages, old and new in turns, median of four rounds each, load 10 to 17:
  mean 14.9 → 13.6, p50 14.8 → 13.4, p95 20.5 → 18.9. Diacritics and slips alone, 200 questions, two
  rounds each: with diacritics 1.4 and 1.6 → 0.7 and 1.1, without 3.5 and 3.6 → 2.8 and 2.8. Of what
  remains (sampled, these 100 questions): the page shown 36 % (marks and sentences 23, rows of the
  catalogue 7), diacritics and slips 14 %, vectors 14 %, words 9 %, near-identical passages 7 %.
  Alone on the machine the tables above have p50 9.3 and p95 14.2 ms at 10,000, 13.7 and 19.5 at
  100,000, 8.1 and 13.4 over real documents.
  Leaving terms of
  more than a fifth of the passages out of candidates would take Tantivy 1.9 ms instead of 3.3 ms
  at 100,000 and lose none of the 20 best, but not their scores.
- **Pages.** A page of answers over real documents (60 questions, 2,918 passages) adds 4.6 ms of
  processor to the answer, p95 5.9; opening a fold asks the question again and adds 2.7 (load 5 to
  9). As long as folded passages were written with the page, three quarters of all at 10,000
  passages, a page added 10 ms there and 6 over real documents. A document of seventeen
  pages and more is shown in 6.8 ms when it is opened again (17.1 as long as its text was printed
  anew, in the same hour), three of the Party's; medians, by
  `python -m benchmarks.page_time LIBRARY --queries FILE`.
"""
