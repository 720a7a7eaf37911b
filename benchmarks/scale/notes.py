"""What was measured apart from the tables of the report; kept by hand."""

TEXT = """## What is chosen by size

- **Words.** `--text-engine auto` writes a library of up to 5,000 passages with Whoosh and a larger
  one with Tantivy; `record.json` says which (`text_engine`). Both are given the same terms.
  Tantivy's BM25 has fixed constants: over 529 questions on law articles nDCG@10 of the joint
  ranking is 0.908 (Whoosh 0.916), over 52 on congress pages 0.630 (0.621), all inside the
  intervals; the small library keeps the ranking that was tuned.
  Whoosh's own writer took 36 s of processor for 5,000 passages; writing each segment from one table
  of its terms (`index/lexical/whoosh_segment.py`) takes 12 s, and gives the same answers. Two
  processes took 15 s of processor together and 15 s by the clock where one took 22 s (four
  processes wanted the two cores); at 2,500 passages one process is as quick. Processes are started
  from 4,000 passages on.
- **Vectors.** Up to 20,000 are compared one by one; more are kept in lists (`IVF…,SQfp16`), mapped
  from disk. On 100,000 real vectors of 512 numbers, one thread: one by one 22.3 ms, a quarter of
  512 lists 2.3 ms. Each build tries windows of its own passages and looks into as many lists as
  find 0.98 of the 200 nearest (`vectors/lists.json` says how many and what share was found). On
  100,000 passages, 192 of 512 lists found 0.991 of the ten best of an exact search (100
  questions), 41 lists 0.945; with the calibration by the 200 nearest this was not
  compared again.
  Additions and removals go into the lists; they are made anew when the library has doubled or
  halved.
- **Windows** of passages are scored for candidates of the first stage only, from mapped files.
- **A million passages** were built once, at the lowest priority beside six other processes:
  1,435 s of processor, 36 minutes by the clock. Most memory was 3,986 MB, while vectors
  were put into lists; since then child processes are ended and syllables written before that,
  which was not measured again at this size. The first answer took 20 s (25 s out of cold files):
  most of it to look each of 20,000 documents up in the register by every name of its, which is now
  done once and leaves 9.4 s, 5.5 s of them to read all that was sealed (4.9 GB). The web app does
  this in the background.
"""
