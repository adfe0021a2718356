"""Solvers, called with a text of SMT-LIB: `unsat`, `sat` or `unknown` after the time allowed."""
import time

import bitwuzla
import cvc5


def _cvc5(text, seconds):
    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(int(seconds * 1000)))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    symbols = parser.getSymbolManager()
    answer = "unknown"
    while True:
        command = parser.nextCommand()
        if command.isNull():
            return answer if answer in ("sat", "unsat") else "unknown"
        answer = command.invoke(solver, symbols).strip() or answer


def _bitwuzla(text, seconds):
    parser = bitwuzla.Parser(bitwuzla.TermManager(), bitwuzla.Options())
    parser.parse(text.replace("(check-sat)\n", ""), True, False)
    solver = parser.bitwuzla()
    # Of the processor's time: a machine that does other things changes no answer.
    end = time.process_time() + seconds
    solver.configure_terminator(lambda: time.process_time() > end)
    answer = solver.check_sat()
    return {bitwuzla.Result.SAT: "sat", bitwuzla.Result.UNSAT: "unsat"}.get(answer, "unknown")


SOLVERS = {"bitwuzla": _bitwuzla, "cvc5": _cvc5}


_tried = {}


def solve(text, seconds, solver="bitwuzla"):
    """The answer; a question that had none in as many seconds is not asked again."""
    answer, allowed = _tried.get((text, solver), (None, 0))
    if answer is None or answer == "unknown" and seconds > allowed:
        answer = SOLVERS[solver](text, seconds)
        _tried[text, solver] = answer, seconds
    return answer
