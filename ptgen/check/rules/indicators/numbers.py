"""Whether the value of an indicator says a number, in digits or in words."""

import re

_DIGIT = re.compile(r"[\d０-９①-⑳]")
# Digits that are names: a telephone line, a network, a size of paper.
_NAMES = re.compile(
    r"(?<![\d.])(?:12345|12315|12306|12320|12329|12333|12355|12366|12380|12388|1[12]0|119|122)(?![\d.])"
    r"(?!\s*(?:次|件|人|个|起|%))|[2-6][GKgk](?![A-Za-z])|[ABab][0-5](?![\d.])|ISO\s*\d+"
    r"|[“‘](?![\d≥≤><=])[^”’]*[”’]|《[^》]*》"
)
_WORD = "[〇零一二两三四五六七八九十百千万亿半]"
_COUNTED = (
    "个次人名台套项件份场期天日月年周季度小时分钟秒家户篇本册条处座公里米吨元倍成批轮支张辆种所亩级部只间栋"
    "路步块平方头株棵吨箱桶车趟班届堂课节门例起宗封字页款版幅面枚对双组队支岁代站点位"
)
_IN_WORDS = re.compile(
    rf"[≥≤=><]\s*{_WORD}|[百千万]分之{_WORD}|{_WORD}+分之{_WORD}|(?:过半|半数|一半|翻[一两二三四]?番|对半)"
    rf"|(?:第?{_WORD}+(?:点{_WORD}+)?|上半|下半)\s*(?:多|余|几)?\s*(?:[{_COUNTED}]|小时|工作日|%|％)"
    rf"|[{_WORD[1:-1]}]{{2,}}以上|零(?=事故|投诉|差错|违规|舆情|伤亡|死亡|失误|故障|缺陷|逾期|积压|上访|拖欠|案件|发生)"
)
# Words that hold the sign of a number and count nothing.
_IDIOMS = re.compile(
    r"一次性|一次到位|一年比一年|一天比一天|一步到位|进一步|更上一层|一条龙|一条心|一件事|一张网|一家亲"
    r"|一项项|一件件|一次次|一级(?:标准|水平)?|一点|一面|一对一|一位|一代|一路|一本[账帐]|一本通|一张[图表]"
    r"|一网(?:通办|统管)|一站式|一门式|一体|一流|一致|一定|一般|一律|一直|一贯|一切|一同|统一|唯一|专一|万一"
    r"|十分|万家|千家万户|百姓|百年|万无一失|四通八达|五花八门|三令五申|第一时间|第一位|百分百满意|半途"
    r"|千方百计|三级联动|两级|两个维护|四个意识|三重一大|三公|三农|两不愁|三保障|五位|七有|八项规定|六稳|六保"
    r"|一老一小|十四五|十三五|十五五|两会|两岸|千米"
)
_WHOLE = re.compile(r"百分(?:之)?百|百分之百|翻番")


def says_number(text: str) -> bool:
    """``不低于50%``, ``百分之八十``, ``每年两次``; not ``统一``, ``一次性``, ``12345热线``."""
    if _DIGIT.search(_NAMES.sub("", text)):
        return True
    if _WHOLE.search(text):
        return True
    return bool(_IN_WORDS.search(_IDIOMS.sub("、", text)))
