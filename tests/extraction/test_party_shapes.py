"""Every shape of a Chinese name in every way in which two parties are brought up: each must be found whole.

A name that is not found, or not whole, gives every commitment of its text a wrong owner.
"""

import pytest

from agreements.extraction.parties import find_parties

BODY = "\n第一条 双方共同建设实训基地。\n第二条 双方每年互派人员交流。\n"
PARTNERS = ("桐安区人民政府", "云麓大学", "恒曜新能源科技股份有限公司")
SHAPES = """
青岚市人民政府 白芷县人民政府 沅州市 临湖区 石桐县 乌木镇 红柳旗 柳溪镇人民政府 苏泊尔泰旗人民政府
阿里泰自治州人民政府 霁州市高新技术产业开发区管理委员会 南屏经济技术开发区管委会 沧浦新区管理委员会
鹿鸣新区 崇明湾区管委会 枫林街道办事处 东塘街道 霁州市科学技术局 河阳省农业农村厅
青岚市发展和改革委员会 望江区卫生健康委员会 沅州市文化广电和旅游局 瑞川市自然资源和规划局
河阳省人力资源和社会保障厅 瑞川市大数据发展管理局 瑞川市乡村振兴局 国家税务总局沅州市税务局 沧浦海关
临湖区人民检察院 江淮农林大学 南阜职业技术学院 霁州学院 河阳省农业科学院 中国计量科技大学
沧浦海洋研究院 西岭大学材料科学与工程学院 国际关系与外交学院 青岚市第一中学 望江实验小学 九畴实验室
西岭大学附属第一医院 中共河阳省委党校 北屿信息工程大学（霁州） 中铁云岭建设集团有限公司
海川软件（青岚）有限公司 禾丰农村商业银行股份有限公司 中国电信股份有限公司沅州分公司 远拓集团
青岚银行沅州分行 明德文化旅游投资发展有限责任公司 同泰和医药连锁有限公司 瑞川日报社 金坪茶业专业合作社
青岚市第二人民医院 晨曦公益基金会 明州市餐饮行业协会 平埠县工商业联合会 河阳省红十字会 沅州商会
瑞川市总工会 河阳美术馆
"""
WAYS = (
    "{a}与{b}签署战略合作协议",
    "{a}与{b}战略合作框架协议",
    "{a}与{b}关于共建现代产业学院的框架协议",
    "{a} {b}\n战略合作框架协议",
    "{a}同{b}缔结合作关系协议书",
    "{a}、{b}共建产业研究院协议",
    "校地携手谱新篇 {a}与{b}签订合作协议",
    "{b}携手{a}共建创新中心 双方签署合作协议",
    "3月5日，{a}与{b}在青石会展中心签署战略合作框架协议。",
    "日前，{a}和{b}签订全面合作协议。",
    "12月8日，{b}与{a}正式签约，将在青石共建研究院。",
    "本报讯（记者 李明）4月18日上午，{a}与{b}举行合作签约仪式。",
    "{a}与{b}深化全面战略合作签约仪式今天在青石举行。",
    "近日，由{a}和{b}共建的产业学院签约仪式在青石举行。",
    "近日，{a}牵手{b}，双方签下合作大单。",
    "5月20日，{a}党委书记张远一行到访{b}，双方签署合作协议。",
    "10月12日，{a}一行赴{b}考察交流，并签订合作协议。",
    "4月2日，{a}党组书记、主任刘明与{b}负责人高山签署战略合作协议。",
    "在省领导见证下，{a}与{b}签署了共建协议。",
    "根据{a}与{b}签署的合作协议，双方将共建实验室。",
    "合作协议\n\n甲方：{a}\n乙方：{b}\n\n",
    "合作协议\n甲方（盖章）：{a}\n乙方（盖章）：{b}\n",
    "甲　　方：{a}\n乙　　方：{b}\n",
    "甲方：{a}（以下简称“甲方”）\n乙方：{b}（以下简称“乙方”）\n",
    "{a}（以下简称“甲方”）与{b}（以下简称“乙方”）经友好协商，达成如下协议：",
    "为落实国家战略，{a}（以下简称甲方）和{b}（以下简称乙方）本着平等互利的原则，签订本协议。",
    "经{a}（下称“甲方”）、{b}（下称“乙方”）双方协商一致，订立本合同。",
    "{a}与{b}（以下统称“双方”）经友好协商，就共建研究院事宜达成如下协议：",
    "本协议由{a}与{b}于2024年5月8日在青石市签订。",
    "立约双方：\n（1）{a}\n（2）{b}\n为推进合作，签订如下协议：",
    "关于共建产业研究院的合作协议\n签约方：{a}、{b}\n",
    "合作备忘录\n\n{a}\n{b}\n二〇二四年六月\n",
    "第一条 双方共建中心。\n\n{a}（公章）        {b}（公章）\n2024年6月1日",
)
# Names in brackets are cut where nothing but their place in the words shows them, and brands end in no known word.
UNKNOWN = {
    ("{a} {b}\n战略合作框架协议", "北屿信息工程大学（霁州）"),
    ("5月20日，{a}党委书记张远一行到访{b}，双方签署合作协议。", "北屿信息工程大学（霁州）"),
    ("5月20日，{a}党委书记张远一行到访{b}，双方签署合作协议。", "海川软件（青岚）有限公司"),
    ("10月12日，{a}一行赴{b}考察交流，并签订合作协议。", "北屿信息工程大学（霁州）"),
    ("10月12日，{a}一行赴{b}考察交流，并签订合作协议。", "海川软件（青岚）有限公司"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_name_is_found_whole(way):
    wrong = []
    for name in SHAPES.split():
        partner = next(one for one in PARTNERS if one[-1] != name[-1])
        for pair in ((name, partner), (partner, name)):
            text = way.format(a=pair[0], b=pair[1]) + BODY
            found = {party.name for party in find_parties(text)}
            if found != set(pair) and (way, name) not in UNKNOWN:
                wrong.append((pair, found))
    assert wrong == []


@pytest.mark.parametrize("way", WAYS)
def test_a_name_with_brackets_harms_nobody(way):
    text = way.format(a="阿尔法智联（瑞川）信息技术有限公司", b="河阳（国际）艺术大学") + BODY
    assert all(party.name in text for party in find_parties(text))
